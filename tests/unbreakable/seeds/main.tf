variable "app_id" {
  default = "cart"
}

locals {
  store = "statestore"
}

resource "azurerm_container_app_environment_dapr_component" "store" {
  name                         = local.store
  container_app_environment_id = azurerm_container_app_environment.shop.id
  component_type               = "state.azure.cosmosdb"
  version                      = "v1"
  scopes                       = [var.app_id]

  secret {
    name  = "master-key"
    value = azurerm_cosmosdb_account.shop.primary_key
  }

  metadata {
    name        = "masterKey"
    secret_name = "master-key"
  }
}

resource "azurerm_container_app" "cart" {
  name = "cart"
  dapr {
    app_id   = "cart"
    app_port = 80
  }
  /* <<-EOT
  */
}

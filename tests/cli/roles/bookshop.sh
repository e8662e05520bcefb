# Role assignments for the managed identities of Dapr components.
# Fill in what stands in angle brackets. Who runs this must be allowed to assign roles.
#
# <principal-id-of-storefront>:
#   az containerapp show --name storefront --resource-group '<resource-group>' --query identity.principalId --output tsv
#
# <principal-id-of-identity-9c0d6a52-3f1b-4e87-a2d4-6b5e8f7c1a30>:
#   az identity list --query "[?clientId=='9c0d6a52-3f1b-4e87-a2d4-6b5e8f7c1a30'].principalId" --output tsv
#
# <principal-id-of-each-app>:
#   of each app in turn, since no 'scopes' name the apps
#   az containerapp show --name '<app>' --resource-group '<resource-group>' --query identity.principalId --output tsv
#
# <principal-id-of-warehouse>:
#   az containerapp show --name warehouse --resource-group '<resource-group>' --query identity.principalId --output tsv
#
# <principal-id-of-user-assigned-identity>:
#   az identity list --query "[?clientId=='<client-id>'].principalId" --output tsv

# Cosmos DB Built-in Data Contributor on the Cosmos DB account 'bookshop',
# for carts (components/carts.yaml), by key today
az cosmosdb sql role assignment create \
  --account-name bookshop \
  --resource-group '<resource-group-of-bookshop>' \
  --role-definition-id 00000000-0000-0000-0000-000000000002 \
  --principal-id '<principal-id-of-storefront>' \
  --scope /

# Cosmos DB Built-in Data Contributor on the Cosmos DB account 'bookshop',
# for catalog-state (components/catalog-state.yaml)
az cosmosdb sql role assignment create \
  --account-name bookshop \
  --resource-group '<resource-group-of-bookshop>' \
  --role-definition-id 00000000-0000-0000-0000-000000000002 \
  --principal-id '<principal-id-of-identity-9c0d6a52-3f1b-4e87-a2d4-6b5e8f7c1a30>' \
  --scope /

# Storage Blob Data Contributor on the storage account 'bookshopinvoices',
# for invoices (components/invoices.yaml), by key today
az role assignment create \
  --assignee-object-id '<principal-id-of-each-app>' \
  --assignee-principal-type ServicePrincipal \
  --role ba92f5b4-2d11-453d-a403-e96b0029c9fe \
  --scope '/subscriptions/<subscription-id>/resourceGroups/<resource-group-of-bookshopinvoices>/providers/Microsoft.Storage/storageAccounts/bookshopinvoices'

# Key Vault Secrets User on the key vault 'bookshop-legacy',
# for legacy-vault (components/legacy-vault.yaml), by service principal today
az role assignment create \
  --assignee-object-id '<principal-id-of-storefront>' \
  --assignee-principal-type ServicePrincipal \
  --role 4633458b-17de-408a-b874-0445c86b69e6 \
  --scope '/subscriptions/<subscription-id>/resourceGroups/<resource-group-of-bookshop-legacy>/providers/Microsoft.KeyVault/vaults/bookshop-legacy'

# Key Vault Secrets User on the key vault 'bookshop-legacy',
# for legacy-vault (components/legacy-vault.yaml), by service principal today
az role assignment create \
  --assignee-object-id '<principal-id-of-warehouse>' \
  --assignee-principal-type ServicePrincipal \
  --role 4633458b-17de-408a-b874-0445c86b69e6 \
  --scope '/subscriptions/<subscription-id>/resourceGroups/<resource-group-of-bookshop-legacy>/providers/Microsoft.KeyVault/vaults/bookshop-legacy'

# Azure Service Bus Data Owner on the Service Bus namespace 'bookshop-shipping' (to create queues, topics and subscriptions),
# for shipping (components/shipping.yaml)
az role assignment create \
  --assignee-object-id '<principal-id-of-user-assigned-identity>' \
  --assignee-principal-type ServicePrincipal \
  --role 090c5cfd-751d-490a-894a-3ce6f1109419 \
  --scope '/subscriptions/<subscription-id>/resourceGroups/<resource-group-of-bookshop-shipping>/providers/Microsoft.ServiceBus/namespaces/bookshop-shipping'

# Key Vault Secrets User on the key vault,
# for bookshop-vault (components/vault.yaml)
az role assignment create \
  --assignee-object-id '<principal-id-of-user-assigned-identity>' \
  --assignee-principal-type ServicePrincipal \
  --role 4633458b-17de-408a-b874-0445c86b69e6 \
  --scope '/subscriptions/<subscription-id>/resourceGroups/<resource-group-of-key-vault-of-bookshop-vault>/providers/Microsoft.KeyVault/vaults/<key-vault-of-bookshop-vault>'

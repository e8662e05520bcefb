// Role assignments for the managed identities of Dapr components.
// Deploy to the resources' group; split the file where they have several.

@description('Principal ID of the managed identity of the app storefront.')
param storefrontPrincipalId string

@description('Principal ID of the user-assigned managed identity with the client ID 9c0d6a52-3f1b-4e87-a2d4-6b5e8f7c1a30.')
param identity9c0d6a52PrincipalId string

@description('Principal ID of the managed identity of an app; deploy once for each.')
param eachAppPrincipalId string

@description('Principal ID of the managed identity of the app warehouse.')
param warehousePrincipalId string

@description('Principal ID of the user-assigned managed identity.')
param userAssignedIdentityPrincipalId string

@description('Name of the key vault of the component bookshop-vault.')
param keyVaultOfBookshopVaultName string

resource bookshop 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' existing = {
  name: 'bookshop'
}

resource bookshopinvoices 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: 'bookshopinvoices'
}

resource bookshopLegacy 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'bookshop-legacy'
}

resource bookshopShipping 'Microsoft.ServiceBus/namespaces@2021-11-01' existing = {
  name: 'bookshop-shipping'
}

resource keyVaultOfBookshopVault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: keyVaultOfBookshopVaultName
}

// Cosmos DB Built-in Data Contributor on the Cosmos DB account 'bookshop',
// for carts (components/carts.yaml), by key today
resource bookshopCosmosDBBuiltInDataContributorForStorefront 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-05-15' = {
  parent: bookshop
  name: guid(bookshop.id, storefrontPrincipalId, '00000000-0000-0000-0000-000000000002')
  properties: {
    roleDefinitionId: '${bookshop.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    principalId: storefrontPrincipalId
    scope: bookshop.id
  }
}

// Cosmos DB Built-in Data Contributor on the Cosmos DB account 'bookshop',
// for catalog-state (components/catalog-state.yaml)
resource bookshopCosmosDBBuiltInDataContributorForIdentity9c0d6a52 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-05-15' = {
  parent: bookshop
  name: guid(bookshop.id, identity9c0d6a52PrincipalId, '00000000-0000-0000-0000-000000000002')
  properties: {
    roleDefinitionId: '${bookshop.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    principalId: identity9c0d6a52PrincipalId
    scope: bookshop.id
  }
}

// Storage Blob Data Contributor on the storage account 'bookshopinvoices',
// for invoices (components/invoices.yaml), by key today
resource bookshopinvoicesStorageBlobDataContributorForEachApp 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bookshopinvoices.id, eachAppPrincipalId, 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
  scope: bookshopinvoices
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: eachAppPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Key Vault Secrets User on the key vault 'bookshop-legacy',
// for legacy-vault (components/legacy-vault.yaml), by service principal today
resource bookshopLegacyKeyVaultSecretsUserForStorefront 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bookshopLegacy.id, storefrontPrincipalId, '4633458b-17de-408a-b874-0445c86b69e6')
  scope: bookshopLegacy
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: storefrontPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Key Vault Secrets User on the key vault 'bookshop-legacy',
// for legacy-vault (components/legacy-vault.yaml), by service principal today
resource bookshopLegacyKeyVaultSecretsUserForWarehouse 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bookshopLegacy.id, warehousePrincipalId, '4633458b-17de-408a-b874-0445c86b69e6')
  scope: bookshopLegacy
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: warehousePrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Azure Service Bus Data Owner on the Service Bus namespace 'bookshop-shipping' (to create queues, topics and subscriptions),
// for shipping (components/shipping.yaml)
resource bookshopShippingAzureServiceBusDataOwnerForUserAssignedIdentity 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bookshopShipping.id, userAssignedIdentityPrincipalId, '090c5cfd-751d-490a-894a-3ce6f1109419')
  scope: bookshopShipping
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '090c5cfd-751d-490a-894a-3ce6f1109419')
    principalId: userAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Key Vault Secrets User on the key vault,
// for bookshop-vault (components/vault.yaml)
resource keyVaultOfBookshopVaultKeyVaultSecretsUserForUserAssignedIdentity 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(keyVaultOfBookshopVault.id, userAssignedIdentityPrincipalId, '4633458b-17de-408a-b874-0445c86b69e6')
  scope: keyVaultOfBookshopVault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: userAssignedIdentityPrincipalId
    principalType: 'ServicePrincipal'
  }
}

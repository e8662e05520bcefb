@description('The app.')
param appId string = 'cart'
param storeName string
var topic = 'orders'

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' existing = {
  name: 'shop'
}

resource store 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {
  parent: environment
  name: storeName
  properties: {
    componentType: 'state.azure.cosmosdb'
    version: 'v1'
    secrets: [
      { name: 'master-key', value: listKeys(account.id, '2024-05-15').primaryMasterKey }
    ]
    metadata: [
      { name: 'url', value: 'https://${account.name}.documents.azure.com' }
      { name: 'masterKey', secretRef: 'master-key' }
    ]
    scopes: [ appId ]
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'cart-app'
  properties: {
    configuration: { dapr: { enabled: true, appId: appId, appPort: 80 } }
    template: { containers: [ { env: [ { name: 'STATE_STORE', value: 'statestore' } ] } ] }
  }
}

module other 'other.bicep' = {
  name: 'other'
  params: { storeName: '''statestore''' }
}

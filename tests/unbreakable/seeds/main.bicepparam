using 'main.bicep'
param storeName = 'statestore'
param appId = 'cart'

#!/bin/sh
# Deploys the bookshop's components. The names the applications use are given here, not in the files.
set -eu

environment="$1"
group="$2"

az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name bookshop-vault --yaml components/vault.yaml
az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name legacy-vault --yaml components/legacy-vault.yaml
az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name catalog-state --yaml components/catalog-state.yaml
az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name orders --yaml components/orders.yaml
az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name invoices --yaml components/invoices.yaml
az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name carts --yaml components/carts.yaml
az containerapp env dapr-component set --name "$environment" --resource-group "$group" \
  --dapr-component-name shipping --yaml components/shipping.yaml

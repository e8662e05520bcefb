#!/bin/bash
STORE=statestore
az containerapp env dapr-component set -g shop -n shop --dapr-component-name "$STORE" --yaml components/statestore.yaml
az containerapp create -n cart -g shop --enable-dapr --dapr-app-id cart --secrets "key=not-a-secret" \
  --env-vars "CONNECTION=secretref:key"
dapr run --app-id order --resources-path ./components -- python3 order.py
kubectl create secret generic redis --from-literal=password=not-a-secret

"""Names from Bicep, ARM templates and Terraform, within a file and from one to another."""

from __future__ import annotations

from daprls.model.mention import Mention, MentionKind
from daprls.snapshot import Snapshot
from workspaces import snapshot_of

APP, COMPONENT = MentionKind.APP, MentionKind.COMPONENT


def _app(snapshot: Snapshot, name: str) -> Mention:
    (mention,) = snapshot.index.apps[name]
    text = snapshot.files[mention.path].text
    assert mention.span.of(text) == name
    return mention


BICEP_APP = """\
param containerAppName string
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: containerAppName
  properties: {
    configuration: {
      dapr: {
        enabled: true // not 'disabled'
        appId: %s
      }
    }
  }
}
"""


class TestBicep:
    def test_a_literal_app_id_stands_beside_the_name_of_its_app(self) -> None:
        text = (BICEP_APP % "'orders'").replace("name: containerAppName", "name: 'ca-orders'")
        snapshot = snapshot_of({"/r/app.bicep": text})
        mention = _app(snapshot, "orders")
        assert (mention.app_name, mention.is_editable) == ("ca-orders", True)
        assert not snapshot.index.unread

    def test_a_variable_is_followed_and_changed_only_if_it_says_nothing_else(self) -> None:
        once = "var id = 'orders'\n" + BICEP_APP % "id"
        twice = once + "output x string = '${id}-suffix'\n"
        assert _app(snapshot_of({"/r/a.bicep": once}), "orders").is_editable
        assert not _app(snapshot_of({"/r/a.bicep": twice}), "orders").is_editable

    def test_a_module_gets_its_name_from_who_uses_it(self) -> None:
        main = (
            "param front string = 'storefront'\n"
            "module a './modules/app.bicep' = if (all) {\n"
            "  name: 'deploy-a'\n  params: { containerAppName: 'orders' }\n}\n"
            "module b 'modules/app.bicep' = {\n  params: {\n    containerAppName: front\n  }\n}\n"
        )
        snapshot = snapshot_of(
            {"/r/main.bicep": main, "/r/modules/app.bicep": BICEP_APP % "containerAppName"}
        )
        assert set(snapshot.index.apps) == {"orders", "storefront"}
        assert _app(snapshot, "orders").path == "/r/main.bicep"
        assert not snapshot.index.unread

    def test_what_a_module_is_given_by_an_expression_leaves_a_trace(self) -> None:
        main = "module a 'app.bicep' = { params: { containerAppName: 'x-${env}' } }\n"
        snapshot = snapshot_of(
            {"/r/main.bicep": main, "/r/app.bicep": BICEP_APP % "containerAppName"}
        )
        assert not snapshot.index.apps
        assert snapshot.index.unread == {APP}

    def test_modules_that_use_each_other_end(self) -> None:
        one = "param n string\nmodule b 'b.bicep' = { params: { containerAppName: n } }\n"
        two = "module a 'a.bicep' = { params: { n: containerAppName } }\n"
        files = {"/r/a.bicep": one, "/r/b.bicep": BICEP_APP % "containerAppName" + two}
        assert snapshot_of(files).index.unread == {APP}

    def test_modules_of_a_registry_are_asked_by_the_usual_names(self) -> None:
        main = (
            "module a 'br/public:avm/res/app/container-app:0.11.0' = {\n"
            "  params: { name: 'ca', dapr: { enabled: true, appId: 'orders' } }\n}\n"
        )
        assert _app(snapshot_of({"/r/main.bicep": main}), "orders").app_name == "ca"

    def test_pods_that_bicep_describes(self) -> None:
        text = (
            "resource mail 'apps/Deployment@v1' = {\n  spec: { template: { metadata: {\n"
            "    annotations: { 'dapr.io/enabled': 'true', 'dapr.io/app-id': 'mail' }\n  } } }\n}\n"
        )
        assert _app(snapshot_of({"/r/mail.bicep": text}), "mail").is_editable

    def test_components_in_all_three_forms(self) -> None:
        text = (
            "resource env 'Microsoft.App/managedEnvironments@2024-03-01' = {\n  name: 'e'\n"
            "  resource inner 'daprComponents' = {\n    name: 'inner'\n"
            "    properties: { componentType: 'state.redis', version: 'v1' }\n  }\n}\n"
            "resource joined 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {\n"
            "  name: '${env.name}/joined'\n"
            "  properties: {\n    componentType: 'secretstores.azure.keyvault'\n"
            "    scopes: [ 'orders', other ]\n  }\n}\n"
            "resource child 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {\n"
            "  parent: env\n  name: 'child'\n"
            "  properties: { secretStoreComponent: 'joined' }\n}\n"
            "resource there 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' "
            "existing = {\n  name: 'e/there'\n}\n"
        )
        index = snapshot_of({"/r/main.bicep": text}).index
        types = {name: each[0].component_type for name, each in index.mentioned_components.items()}
        assert types == {
            "inner": "state.redis",
            "joined": "secretstores.azure.keyvault",
            "child": None,
        }
        assert [each.defines for each in index.mentions(COMPONENT, "joined")] == [True, False]
        assert [each.defines for each in index.mentions(COMPONENT, "there")] == [False]
        assert [each.defines for each in index.mentions(APP, "orders")] == [False]
        for name in types:
            for each in index.mentions(COMPONENT, name):
                assert each.span.of(text) == name

    def test_loops_and_switched_off_sidecars(self) -> None:
        loop = (
            "resource apps 'Microsoft.App/containerApps@2024-03-01' = [for (a, i) in all: {\n"
            "  name: a.name\n  properties: { configuration: { dapr: { appId: a.id } } }\n}]\n"
        )
        assert snapshot_of({"/r/a.bicep": loop}).index.unread == {APP}
        off = (BICEP_APP % "'orders'").replace("enabled: true", "enabled: false")
        index = snapshot_of({"/r/a.bicep": off}).index
        assert not index.apps
        assert not index.unread


class TestArm:
    def test_parameters_variables_and_nested_templates_are_followed(self) -> None:
        text = """{
          // comments are usual here
          "parameters": {"app": {"type": "string", "defaultValue": "orders"}},
          "variables": {"mail": "mail"},
          "resources": [
            {"type": "Microsoft.App/containerApps", "name": "ca", "properties": {
              "configuration": {"dapr": {"appId": "[parameters('app')]"}}}},
            {"type": "Microsoft.App/containerApps", "name": "m", "properties": {
              "configuration": {"dapr": {"appId": "[variables('mail')]"}}}},
            {"type": "Microsoft.App/managedEnvironments/daprComponents",
             "name": "[format('{0}/{1}', parameters('env'), 'pubsub')]",
             "properties": {"componentType": "pubsub.azure.servicebus.topics"}},
            {"type": "Microsoft.Resources/deployments", "properties": {
              "parameters": {"name": {"value": "nested"}},
              "template": {
                "parameters": {"name": {"type": "string"}},
                "resources": {"app": {"type": "Microsoft.App/containerApps", "properties": {
                  "configuration": {"dapr": {"appId": "[parameters('name')]"}}}}}}}},
          ],
        }"""
        index = snapshot_of({"/r/azuredeploy.json": text}).index
        assert set(index.apps) == {"orders", "mail", "nested"}
        (pubsub,) = index.mentioned_components["pubsub"]
        assert pubsub.component_type == "pubsub.azure.servicebus.topics"
        assert not index.unread

    def test_other_json_says_nothing(self) -> None:
        text = '{"dapr": {"appId": "no"}, "resources": ["daprComponents"], "a": [1, {}]}'
        index = snapshot_of({"/r/x.json": text, "/r/y.json": text[:-20]}).index
        assert not index.apps
        assert not index.unread


class TestTerraform:
    def test_blocks_of_every_provider(self) -> None:
        text = """
resource "azurerm_container_app" "orders" {
  name = "ca-orders" # not the ID
  dapr {
    app_id   = "orders"
    app_port = 80
  }
}
resource "azurerm_container_app_environment_dapr_component" "state" {
  name           = "state"
  component_type = "state.azure.cosmosdb"
  scopes         = ["orders", var.other]
}
resource "azapi_resource" "pubsub" {
  type = "Microsoft.App/managedEnvironments/daprComponents@2024-03-01"
  name = "pubsub"
  body = jsonencode({
    properties = {
      componentType        = "pubsub.azure.servicebus.topics"
      secretStoreComponent = "vault"
    }
  })
}
resource "kubernetes_deployment" "mail" {
  spec { template { metadata { annotations = { "dapr.io/app-id" = "mail" } } } }
}
"""
        index = snapshot_of({"/r/main.tf": text}).index
        assert set(index.apps) == {"orders", "mail"}
        assert index.apps["orders"][0].app_name == "ca-orders"
        types = {name: each[0].component_type for name, each in index.mentioned_components.items()}
        assert types == {
            "state": "state.azure.cosmosdb",
            "pubsub": "pubsub.azure.servicebus.topics",
        }
        assert not index.unread

    def test_modules_variables_and_locals_in_other_files(self) -> None:
        files = {
            "/r/main.tf": 'module "a" {\n  source = "./app"\n  id = local.id\n}\n',
            "/r/locals.tf": 'locals {\n  id = "orders"\n}\n',
            "/r/app/main.tf": 'resource "azurerm_container_app" "a" {\n'
            '  dapr { app_id = "${var.id}" }\n}\n',
            "/r/app/variables.tf": 'variable "id" {\n  default = "unused"\n}\n',
        }
        snapshot = snapshot_of(files)
        assert set(snapshot.index.apps) == {"orders"}
        assert _app(snapshot, "orders").path == "/r/locals.tf"
        assert not snapshot.index.unread

    def test_a_folder_that_uses_itself_many_times_is_looked_at_once(self) -> None:
        module = 'module "%s" {\n  source = "./"\n  id = var.%s\n  other = var.%s\n}\n'
        text = (
            "".join(
                module % (n, *(("id", "other") if n % 2 else ("other", "id"))) for n in range(9)
            )
            + 'resource "azurerm_container_app" "a" {\n  dapr { app_id = var.id }\n}\n'
        )
        assert snapshot_of({"/r/main.tf": text}).index.unread == {APP}
        given = 'module "a" {\n  source = "./a"\n  other = "orders"\n}\n'
        snapshot = snapshot_of({"/r/a/main.tf": text, "/r/main.tf": given})
        assert _app(snapshot, "orders").path == "/r/main.tf"

    def test_blocks_made_in_a_loop_leave_a_trace(self) -> None:
        text = (
            'resource "azurerm_container_app" "a" {\n  dynamic "dapr" {\n    for_each = var.d\n'
            "    content {\n      app_id = dapr.value.id\n    }\n  }\n}\n"
        )
        assert snapshot_of({"/r/main.tf": text}).index.unread == {APP}


class TestParameterFiles:
    MAIN = BICEP_APP % "containerAppName"

    def test_a_bicepparam_file_gives_a_name_to_its_template(self) -> None:
        given = "using '../app.bicep'\n\nparam containerAppName = 'orders'\nparam env = []\n"
        snapshot = snapshot_of({"/r/app.bicep": self.MAIN, "/r/env/dev.bicepparam": given})
        assert _app(snapshot, "orders").path == "/r/env/dev.bicepparam"
        assert not snapshot.index.unread

    def test_a_json_file_gives_a_name_to_the_template_it_is_called_like(self) -> None:
        given = '{"parameters": {"containerAppName": {"value": "%s"}, "x": {"value": [1]}}}'
        files = {
            "/r/main.bicep": self.MAIN,
            "/r/main.parameters.json": given % "orders",
            "/r/main.parameters.prod.json": given % "order-api",
            "/r/other.parameters.json": given % "other",
        }
        assert set(snapshot_of(files).index.apps) == {"orders", "order-api"}

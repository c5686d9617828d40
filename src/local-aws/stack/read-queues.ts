import type { DelayQueue } from '../lambda/definition.ts'
import type { Template } from './intrinsics.ts'
import { at, isTree, type Yaml, type YamlObject } from './tree.ts'

/** The delay queues of a function, with the rules that fill them. `resources`: the template with its variables resolved. */
export function readQueues(
  resources: Yaml,
  template: Template,
  functionId: string,
): readonly DelayQueue[] {
  const all = isTree(resources) ? Object.entries(resources) : []
  const ofType = (type: string) =>
    all.filter(([, resource]) => at(resource, ['Type']) === type).map(([, resource]) => resource)
  return ofType('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const properties = at(mapping, ['Properties'])
    const [target] = idsIn(at(properties, ['FunctionName']))
    const [queue = ''] = idsIn(at(properties, ['EventSourceArn']))
    if (target !== functionId) return []
    const delay = template.evaluate(at(resources, [queue, 'Properties', 'DelaySeconds']) ?? 0)
    const patterns = ofType('AWS::Events::Rule').flatMap((rule) =>
      isEnabledRule(rule) && targetsOf(rule).some((one) => idsIn(at(one, ['Arn'])).includes(queue))
        ? [template.evaluate(at(rule, ['Properties', 'EventPattern']) ?? {})]
        : [],
    )
    return [{ name: template.nameOf(queue), delaySeconds: Number(delay), patterns }]
  })
}

const isEnabledRule = (rule: Yaml) => at(rule, ['Properties', 'State']) !== 'DISABLED'

function targetsOf(rule: Yaml): readonly Yaml[] {
  const targets = at(rule, ['Properties', 'Targets'])
  return Array.isArray(targets) ? targets : []
}

/** The logical id of a reference by `Fn::GetAtt`. */
function idsIn(value: Yaml | undefined): readonly string[] {
  const attribute = isTree(value) ? (value as YamlObject)['Fn::GetAtt'] : undefined
  return Array.isArray(attribute) ? [String(attribute[0])] : []
}

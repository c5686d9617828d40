import type { DelayQueue } from '../lambda/definition.ts'
import type { Template } from './intrinsics.ts'
import { idsIn, patternsTo } from './read-rules.ts'
import { at } from './tree.ts'

/** The delay queues of a function, with the rules that fill them. */
export const readQueues = (template: Template, functionId: string): readonly DelayQueue[] =>
  template.idsOf('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const properties = at(template.resource(mapping), ['Properties'])
    const [target] = idsIn(at(properties, ['FunctionName']))
    const [queue = ''] = idsIn(at(properties, ['EventSourceArn']))
    if (target !== functionId) return []
    const path = ['Properties', 'DelaySeconds']
    const delay = template.evaluate(at(template.resource(queue), path) ?? 0)
    const patterns = patternsTo(template, queue)
    return [{ name: template.nameOf(queue), delaySeconds: Number(delay), ...patterns }]
  })

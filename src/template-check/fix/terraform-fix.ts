import { terraform } from '../../core/messages/snippets/terraform.ts'
import type { FixNeeds } from './fix-needs.ts'
import { withoutHeading } from './without-heading.ts'

/** The lines for the module of the bucket, which refer to it. */
export function terraformFix(needs: FixNeeds): string {
  const { bucket, partition, address } = needs
  const resource = address.replace(/^(module\.[^.[]+(\[[^\]]*\])?\.)+/, '')
  const arn = `arn:${partition}:s3:::${bucket}`
  return withoutHeading(terraform(needs))
    .replaceAll(`"${arn}/*"`, `"\${${resource}.arn}/*"`)
    .replaceAll(`"${arn}"`, `${resource}.arn`)
    .replaceAll(`bucket = "${bucket}"`, `bucket = ${resource}.id`)
}

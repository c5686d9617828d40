import * as v from 'valibot'
import { awsError } from '../http/aws-error.ts'

/** The input of a call. Throws what Security Hub answers where it is not valid. */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, input)
  if (parsed.success) return parsed.output
  throw awsError('InvalidInputException', 400, v.summarize(parsed.issues))
}

/**
 * Checks what serverless.yml itself can't. The Framework calls this before it packages, and prints the error.
 * @param {Framework} framework
 */
module.exports = async ({ options, resolveVariable }) => {
  const of = resolveVariable
  const given = [options.param ?? []].flat().map((text) => text.replace(/=.*/s, ''))
  const known = ['mode', ...Object.keys(await of('self:params.default'))]
  const problems = [
    ...unknownParams(given, known),
    ...wrongName(await of('param:namePrefix'), await of('sls:stage'), await of('aws:region')),
    ...wrongChoices({
      mode: [
        await of('param:mode'),
        /^(remediate|report|propose)$/,
        'remediate, report or propose',
      ],
      journal: [await of('param:journal'), /^(create|existing)$/, 'create or existing'],
      topicKey: [await of('param:topicKey'), /^(own|aws|arn:.+)$/, 'own, aws or the ARN of a key'],
      hub: [await of('param:hub'), /^(true|false)$/, 'true or false'],
      rolePath: [await of('param:rolePath'), /^\/([\w+=,.@/-]+\/)?$/, 'a path with / at both ends'],
    }),
    ...wrongHub(await of('param:hub'), await of('param:organizationId')),
    ...listOfHub(await of('param:hub'), await of('param:exemptBuckets')),
    ...tooLong(await of('self:functions.bucketChanged.environment')),
  ]
  if (problems.length > 0) throw plain(`Cannot deploy: ${problems.join('; ')}`)
  return 'passed'
}

/**
 * @typedef {object} Framework
 * @property {{ readonly param?: string | readonly string[] }} options
 * @property {(variable: string) => Promise<any>} resolveVariable
 */

// The name of the journal's bucket is the longest of all: PREFIXcooper-STAGE-journal-ACCOUNT-REGION-an.
const LONGEST = 63

/** @type {(given: readonly string[], known: readonly string[]) => string[]} */
const unknownParams = (given, known) =>
  given
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = known.find((one) => one.toLowerCase() === name.toLowerCase())
      return `there is no param "${name}"${meant ? `: did you mean "${meant}"?` : ''}`
    })

/** @type {(prefix: string, stage: string, region: string) => string[]} */
function wrongName(prefix, stage, region) {
  const isPlain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(stage)
  if (!isPlain) {
    return [`the stage must be lower-case letters, digits and inner hyphens, not "${stage}"`]
  }
  if (!/^([a-z][a-z0-9-]*)?$/.test(prefix)) {
    return [`namePrefix must be lower-case letters, digits and hyphens, not "${prefix}"`]
  }
  const room = LONGEST - `cooper--journal-123456789012-${region}-an`.length
  const length = prefix.length + stage.length
  if (length <= room) return []
  const what = prefix ? 'namePrefix and the stage together' : 'the stage'
  return [
    `${what} must have at most ${room} characters in ${region}, and "${prefix + stage}" has ${length}`,
  ]
}

/** @type {(choices: Record<string, [string, RegExp, string]>) => string[]} */
const wrongChoices = (choices) =>
  Object.entries(choices).flatMap(([name, [value, allowed, words]]) =>
    allowed.test(value) ? [] : [`${name} must be ${words}, not "${value}"`],
  )

/** @type {(hub: string, organization: string) => string[]} */
const wrongHub = (hub, organization) =>
  hub === 'true' && !/^o-[a-z0-9]{10,32}$/.test(organization)
    ? [`a hub needs organizationId, such as o-abcde12345, not "${organization}"`]
    : []

/** @type {(hub: string, exempt: string) => string[]} */
const listOfHub = (hub, exempt) =>
  hub === 'true' && exempt.startsWith('ssm:')
    ? ['a hub reads no list from SSM: put it into settings/organization.json']
    : []

/** Lambda allows 4 KB for all variables of a function. The topic and the bucket of the journal come on top. */
/** @type {(environment: Record<string, unknown>) => string[]} */
function tooLong(environment) {
  const texts = Object.entries(environment).map(([name, value]) => `${name}${value}`)
  const bytes = Buffer.byteLength(texts.join('')) + 250
  return bytes <= 4096
    ? []
    : [
        `the settings take ${bytes} bytes, and Lambda allows 4096: put long lists into SSM parameters, such as exemptBuckets=ssm:/cooper/exempt-buckets`,
      ]
}

/** The Framework prints the stack of an error, which is of no use here. @type {(text: string) => Error} */
const plain = (text) => Object.assign(new Error(text), { stack: text })

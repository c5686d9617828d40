// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of CloudFormation have such variables
import { describe, expect, test } from 'vitest'
import { denyHttp, reasonIn, templateWith, verdictIn } from './support.ts'

const both = (arn: string) => `[${arn}, !Join ['', [${arn}, '/*']]]`

/** Each resolves to the ARNs of the bucket and its objects, or to something that is not them. */
const FUNCTIONS: readonly (readonly [
  name: string,
  resource: string,
  verdict: 'compliant' | 'non-compliant' | 'unknown',
  sections?: string,
])[] = [
  ['GetAtt in a short form', both('!GetAtt Data.Arn'), 'compliant'],
  ['GetAtt in the long form', both('{ Fn::GetAtt: [Data, Arn] }'), 'compliant'],
  ['GetAtt as a text', both('{ Fn::GetAtt: Data.Arn }'), 'compliant'],
  ['Ref in Sub', both("!Sub 'arn:aws:s3:::${Data}'"), 'compliant'],
  ['the partition', both("!Sub 'arn:${AWS::Partition}:s3:::${Data}'"), 'compliant'],
  ['Sub with spaces', both("!Sub 'arn:aws:s3:::${ Data }'"), 'compliant'],
  [
    'Sub with values of its own',
    both("!Sub ['arn:aws:s3:::${Name}', { Name: !Ref Data }]"),
    'compliant',
  ],
  ['a literal in Sub', both("!Sub 'arn:aws:s3:::${!Data}'"), 'non-compliant'],
  ['Join', both("!Join [':', [arn, aws, s3, '', '', !Ref Data]]"), 'compliant'],
  ['Join of a wrong text', both("!Join ['-', [arn, !Ref Data]]"), 'unknown'],
  ['Select', both('!Select [1, [a, !GetAtt Data.Arn]]'), 'compliant'],
  ['Select with an index as a text', both("!Select ['1', [a, !GetAtt Data.Arn]]"), 'compliant'],
  ['Select of an item that is not there', both('!Select [2, [!GetAtt Data.Arn]]'), 'unknown'],
  ['Split and Select', both("!Select [0, !Split ['/', !Sub '${Data.Arn}/x']]"), 'compliant'],
  [
    'FindInMap',
    "[!Join ['', [!FindInMap [Prefix, s3, arn], !Ref Data]], !Join ['', [!FindInMap [Prefix, s3, arn], !Ref Data, '/*']]]",
    'compliant',
    "Mappings: { Prefix: { s3: { arn: 'arn:aws:s3:::' } } }",
  ],
  [
    'FindInMap by a parameter without default, where all rows do',
    both("!Join ['', [!FindInMap [Prefix, !Ref Kind, arn], !Ref Data]]"),
    'compliant',
    "Parameters: { Kind: { Type: String } }\nMappings: { Prefix: { a: { arn: 'arn:aws:s3:::' }, b: { arn: 'arn:*:s3:::' } } }",
  ],
  [
    'FindInMap by a parameter without default, where one row does not',
    both("!Join ['', [!FindInMap [Prefix, !Ref Kind, arn], !Ref Data]]"),
    'unknown',
    "Parameters: { Kind: { Type: String } }\nMappings: { Prefix: { a: { arn: 'arn:aws:s3:::' }, b: { arn: 'arn:aws:s3:::x-' } } }",
  ],
  [
    'FindInMap with a default value',
    both(
      "!Join ['', [!FindInMap [Prefix, none, arn, { DefaultValue: 'arn:aws:s3:::' }], !Ref Data]]",
    ),
    'compliant',
    "Transform: AWS::LanguageExtensions\nMappings: { Prefix: { s3: { arn: 'x' } } }",
  ],
  [
    'FindInMap of a key that is not there',
    both('!FindInMap [Prefix, none, arn]'),
    'unknown',
    "Mappings: { Prefix: { s3: { arn: 'x' } } }",
  ],
  [
    'If with a condition that holds',
    both('!If [Holds, !GetAtt Data.Arn, other]'),
    'compliant',
    'Conditions: { Holds: !Equals [a, a] }',
  ],
  [
    'If with a condition that does not hold',
    both("!If [Fails, !GetAtt Data.Arn, 'arn:aws:s3:::other']"),
    'non-compliant',
    'Conditions: { Fails: !Equals [a, b] }',
  ],
  [
    'And, Or, Not and Condition',
    both("!If [All, !GetAtt Data.Arn, 'arn:aws:s3:::other']"),
    'compliant',
    'Conditions: { Holds: !Equals [a, a], All: !And [!Or [!Equals [a, b], !Condition Holds], !Not [!Equals [a, b]]] }',
  ],
  [
    'a condition of conditions that contain each other',
    both("!If [One, !GetAtt Data.Arn, 'arn:aws:s3:::other']"),
    'unknown',
    'Conditions: { One: !Not [!Condition Two], Two: !Not [!Condition One] }',
  ],
  ['Length', both('!Select [!Length [a], [x, !GetAtt Data.Arn]]'), 'compliant'],
  [
    'ToJsonString',
    "!Split ['\"', !Select [0, !Split ['\"]', !Select [1, !Split ['[\"', !ToJsonString ['arn:aws:s3:::*']]]]]]",
    'compliant',
  ],
  ['Base64', both('!Base64 text'), 'unknown'],
  ['a function that does not exist', both('!Nonsense text'), 'unknown'],
  ['Fn::Transform', both('{ Fn::Transform: { Name: Macro } }'), 'unknown'],
  ['NoValue in a list', "[!GetAtt Data.Arn, !Ref AWS::NoValue, !Sub '${Data.Arn}/*']", 'compliant'],
  [
    'a parameter with a default',
    both("!Sub '${Prefix}${Data}'"),
    'compliant',
    "Parameters: { Prefix: { Type: String, Default: 'arn:aws:s3:::' } }",
  ],
  [
    'a parameter without default',
    both("!Sub '${Prefix}${Data}'"),
    'unknown',
    'Parameters: { Prefix: { Type: String } }',
  ],
  [
    'a parameter whose allowed values all do',
    both("!Sub '${Prefix}${Data}'"),
    'compliant',
    "Parameters: { Prefix: { Type: String, AllowedValues: ['arn:aws:s3:::', 'arn:*:s3:::'] } }",
  ],
  [
    'a list of a parameter',
    '!Split [",", !Join [",", !Ref Arns]]',
    'compliant',
    "Parameters: { Arns: { Type: CommaDelimitedList, Default: 'arn:aws:s3:::*, arn:aws:s3:::other' } }",
  ],
  [
    'a parameter of Parameter Store',
    both('!Ref Arn'),
    'unknown',
    'Parameters: { Arn: { Type: AWS::SSM::Parameter::Value<String>, Default: /arn } }',
  ],
  ['a dynamic reference', both("'{{resolve:ssm:/bucket/arn}}'"), 'unknown'],
  ['an import from elsewhere', both('!ImportValue DataArn'), 'unknown'],
  ['a name that is not declared', both('!Ref Nothing'), 'unknown'],
]

describe('functions in Resource', () => {
  test.each(FUNCTIONS)('%s', (_name, resource, verdict, sections = '') => {
    expect(verdictIn(templateWith([denyHttp({ Resource: String(resource) })], { sections }))).toBe(
      verdict,
    )
  })

  test('the result of a parameter is what a person says', () => {
    const text = templateWith([denyHttp({ Resource: both("!Sub '${Prefix}${Data}'") })], {
      sections: 'Parameters: { Prefix: { Type: String } }',
    })
    expect(verdictIn(text, { params: { Prefix: 'arn:aws:s3:::' } })).toBe('compliant')
    expect(verdictIn(text, { params: { Prefix: 'arn:aws:s3:::x' } })).toBe('non-compliant')
  })

  test('what is not known has its path and its reason', () => {
    const text = templateWith([denyHttp({ Resource: both('!Ref Arn') })], {
      sections: 'Parameters: { Arn: { Type: String } }',
    })
    expect(reasonIn(text)).toBe(
      'It depends on what the template leaves open: Resources.DataPolicy.Properties.PolicyDocument.Statement[0].Resource: the parameter "Arn" has no default',
    )
  })
})

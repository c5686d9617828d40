import { readFileSync } from 'node:fs'
import { type BuildOptions, type BuildResult, build, type Loader, type Plugin } from 'esbuild'

/**
 * Builds the functions, without what none of them ever reaches: a cold start reads every byte. What is taken out is taken
 * out of packages only, the tests run on what is left, and `test/deployment/bundle.test.ts` sees it where it comes back.
 */
export const SETTINGS = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  lineLimit: 160,
  logLevel: 'warning',
  target: 'node24',
} as const satisfies BuildOptions

const HANDLERS = [
  'src/handlers/bucket-changed.ts',
  'src/handlers/sweep.ts',
  'src/handlers/review-logs.ts',
  'src/handlers/hub-bucket-changed.ts',
  'src/handlers/hub-sweep.ts',
  'src/handlers/hub-review-logs.ts',
  'src/handlers/optional.ts',
]

type Change = (text: string) => string

const instead =
  (text: string): Change =>
  () =>
    text

/** The first pattern that a module's path has decides. On Windows paths have backslashes. */
export const CHANGES: readonly (readonly [path: RegExp, change: Change, loader?: Loader])[] = [
  // Lambda hands over the role's credentials in the environment: no profiles, single sign-on or instance metadata.
  [
    /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    instead("export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'"),
  ],
  // Lambda has no configuration files, and its environment names the region.
  [
    /shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    instead(`export { CONFIG_PREFIX_SEPARATOR } from './constants'
      export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })`),
  ],
  [
    /[\\/]regionConfig[\\/]getInstanceMetadataRegion\.js$/,
    instead('export const getInstanceMetadataRegion = async () => undefined'),
  ],
  // No request goes to a Multi-Region Access Point, which several regions sign for.
  [
    /@aws-sdk[\\/]signature-v4-multi-region[\\/]dist-es[\\/]index\.js$/,
    instead(`export { SignatureV4SignWithCredentials as SignatureV4MultiRegion,
      SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials'`),
  ],
  [
    /[\\/]AwsSdkSigV4ASigner\.js$/,
    instead('export { AwsSdkSigV4Signer as AwsSdkSigV4ASigner } from "./AwsSdkSigV4Signer"'),
  ],
  // Directory buckets have sessions. The controls do not apply to them.
  [
    /[\\/]S3ExpressIdentityProviderImpl\.js$/,
    instead('export class S3ExpressIdentityProviderImpl {}'),
  ],
  [
    /[\\/]s3ExpressMiddleware\.js$/,
    instead(`export const s3ExpressMiddleware = undefined, s3ExpressMiddlewareOptions = undefined
      export const getS3ExpressPlugin = () => ({ applyToStack() {} })`),
  ],
  // No bucket is named by the URL of its endpoint.
  [
    /[\\/]bucket-endpoint-middleware\.js$/,
    (text) =>
      text.replace(
        /^export function bucketEndpointMiddleware[\s\S]*?^}$/m,
        'export const bucketEndpointMiddleware = () => (next) => next',
      ),
  ],
  // No client follows a redirect to another region.
  [
    /[\\/]region-redirect-middleware\.js$/,
    instead(`export const regionRedirectMiddleware = undefined
      export const regionRedirectMiddlewareOptions = undefined
      export const getRegionRedirectMiddlewarePlugin = () => ({ applyToStack() {} })`),
  ],
  // The retries are standard, and not adaptive.
  [
    /[\\/]util-retry[\\/]AdaptiveRetryStrategy\.js$/,
    instead(
      'export { StandardRetryStrategy as AdaptiveRetryStrategy } from "./StandardRetryStrategy"',
    ),
  ],
  [
    /[\\/]util-retry[\\/]DefaultRateLimiter\.js$/,
    instead('export const DefaultRateLimiter = undefined'),
  ],
  // No upload brings a key along, and the clients have no logger.
  [
    /[\\/]middleware-ssec\.js$/,
    instead(`export const ssecMiddleware = undefined, ssecMiddlewareOptions = undefined
      export const getSsecPlugin = () => ({ applyToStack() {} })
      export const isValidBase64EncodedSSECustomerKey = undefined`),
  ],
  [
    /[\\/]middleware-logger[\\/]loggerMiddleware\.js$/,
    instead(`export const loggerMiddleware = undefined, loggerMiddlewareOptions = undefined
      export const getLoggerPlugin = () => ({ applyToStack() {} })`),
  ],
  [
    /[\\/]smithy-client[\\/]schemaLogFilter\.js$/,
    instead('export const schemaLogFilter = () => undefined'),
  ],
  // The rules by which partitions name their regions are enough, without each region and its place.
  [
    /[\\/]util-endpoints[\\/]lib[\\/]aws[\\/]partitions\.js$/,
    (text) => text.replace(/"[a-z]+(-[a-z]+)+-\d+": \{[^{}]*\},?/g, ''),
  ],
  // Which features of the SDK a call uses is of no interest to the log.
  [
    /[\\/]middleware-user-agent[\\/]check-features\.js$/,
    instead('export const checkFeatures = async () => {}'),
  ],
  // The version of Node.js is that of Lambda.
  [
    /[\\/]emitWarningIfUnsupportedVersion\.js$/,
    instead(`export const state = {}
      export const emitWarningIfUnsupportedVersion = () => {}`),
  ],
  // No body is so long that S3 is asked before it is sent, or of unknown length. No object has a date of expiry.
  [
    /[\\/]middleware-expect-continue\.js$/,
    instead(`export const addExpectContinueMiddleware = undefined, addExpectContinueMiddlewareOptions = undefined
      export const getAddExpectContinuePlugin = () => ({ applyToStack() {} })`),
  ],
  [
    /[\\/]check-content-length-header\.js$/,
    instead(`export const checkContentLengthHeader = undefined, checkContentLengthHeaderMiddlewareOptions = undefined
      export const getCheckContentLengthHeaderPlugin = () => ({ applyToStack() {} })`),
  ],
  [
    /[\\/]s3-expires-middleware\.js$/,
    instead(`export const s3ExpiresMiddleware = undefined, s3ExpiresMiddlewareOptions = undefined
      export const getS3ExpiresMiddlewarePlugin = () => ({ applyToStack() {} })`),
  ],
  // Every body is a text, and every answer a stream of Node.js.
  [/[\\/]createBufferedReadable\.js$/, instead('export const createBufferedReadable = undefined')],
  [
    /[\\/]getAwsChunkedEncodingStream\.js$/,
    instead('export const getAwsChunkedEncodingStream = undefined'),
  ],
  [
    /[\\/]util-stream[\\/]sdk-stream-mixin\.browser\.js$/,
    instead('export const sdkStreamMixin = undefined'),
  ],
  [
    /[\\/]util-stream[\\/](checksum[\\/])?createChecksumStream\.browser\.js$/,
    instead('export const createChecksumStream = undefined'),
  ],
  // None of the calls has a stream of events.
  [
    /@smithy[\\/]signature-v4[\\/]dist-es[\\/]HeaderFormatter\.js$/,
    instead('export class HeaderFormatter {} export class Int64 {}'),
  ],
  [
    /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    instead(`export const eventStreamSerdeProvider = undefined
      export const resolveEventStreamSerdeConfig = (config) => config
      export const EventStreamSerde = undefined`),
  ],
  // Node.js has these itself, in C++: the ones in JavaScript are for where it has not.
  [
    /[\\/](Sha256Js|Sha1Js|Md5Js|Crc32Js)\.js$/,
    instead('export const Sha256Js = 0, Sha1Js = 0, Md5Js = 0, Crc32Js = 0'),
  ],
  // The clients' own errors become those that they extend, with the code of the answer for a name: Cooper goes by that.
  [
    /[\\/]schemas[\\/]schemas_0\.js$/,
    (text) => namingKeys(text.replace(/^n0_registry\.registerError.*$/gm, '')),
  ],
  // No line of the log is held back.
  [/logger[\\/]lib[\\/]esm[\\/]logBuffer\.js$/, instead('export class CircularMap {}')],
  // Of its own package each client wants to know the version, and so does Cooper.
  [/[\\/]package\.json$/, (text) => JSON.stringify({ version: JSON.parse(text).version }), 'json'],
]

/** esbuild leaves out an object that nobody uses, unless its keys are computed: it can't know that they are constants. */
function namingKeys(text: string): string {
  const constants = new Map(
    [...text.matchAll(/^const (\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
  )
  return text.replace(/\[(\w+)\]:/g, (key, name) => `${constants.get(name) ?? key}:`)
}

const withoutUnreached: Plugin = {
  name: 'without-unreached',
  setup({ onLoad }) {
    for (const [filter, change, loader = 'js'] of CHANGES) {
      onLoad({ filter }, ({ path }) => ({ contents: change(readFileSync(path, 'utf8')), loader }))
    }
  },
}

/** What is imported only when a setting asks for it is in one file of its own, which all functions share. */
const optionalApart: Plugin = {
  name: 'optional-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ kind, importer }) =>
      kind === 'dynamic-import' && !importer.includes('node_modules')
        ? { path: './optional.cjs', external: true }
        : undefined,
    )
  },
}

export const buildHandlers = (options: BuildOptions = {}): Promise<BuildResult> =>
  build({
    ...SETTINGS,
    entryPoints: HANDLERS,
    outExtension: { '.js': '.cjs' },
    outdir: 'dist',
    plugins: [withoutUnreached, optionalApart],
    ...options,
  })

if (import.meta.main) await buildHandlers({ sourcemap: true })

import { type BuildOptions, build, type Metafile } from 'esbuild'
import { buildHandlers, SETTINGS } from '../../esbuild.handlers.ts'

export interface Bundle {
  readonly bytes: number
  /** Bytes by package. Cooper's own code is under `cooper`. */
  readonly shares: Readonly<Record<string, number>>
}

const MEASURED = { metafile: true, write: false } as const satisfies BuildOptions

/** The bundle that is deployed. */
export async function functionBundles() {
  const { metafile } = await buildHandlers(MEASURED)
  const of = (name: string) => bundleIn(metafile, `dist/${name}.cjs`)
  return { bucketChanged: of('bucket-changed'), sweep: of('sweep') }
}

/** `S3Client` with the four commands and all dependencies, bundled with the same settings of esbuild. */
export async function bareBundle(outfile = 'dist/bench/bare-s3-client.cjs', write = false) {
  const entryPoints = ['test/bench/bare-s3-client.ts']
  const { metafile } = await build({ ...SETTINGS, ...MEASURED, write, entryPoints, outfile })
  return bundleIn(metafile, outfile)
}

/** The path of a bundle that makes one look, as the first one of a process. */
export async function coldBundle(outfile = 'dist/bench/cold-decisions.cjs') {
  await build({ ...SETTINGS, entryPoints: ['test/bench/cold-decisions.ts'], outfile })
  return outfile
}

function bundleIn(metafile: Metafile | undefined, file: string): Bundle {
  const output = metafile?.outputs[file]
  if (!output) throw new Error(`Cannot measure ${file}: esbuild made none`)
  const shares: Record<string, number> = {}
  for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
    if (bytesInOutput === 0) continue
    const name = packageOf(input)
    shares[name] = (shares[name] ?? 0) + bytesInOutput
  }
  return { bytes: output.bytes, shares }
}

const packageOf = (file: string) =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'cooper'

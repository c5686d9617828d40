import manifest from '../../../package.json' with { type: 'json' }

export const { version } = manifest

// The build puts the commit in its place.
const commit = process.env.COOPER_COMMIT

/** The version, with what a report of a defect needs: `0.1.0 (commit 3e4090612345, Node.js 24.21.0)`. */
export const versionText = `${version} (${commit ? `commit ${commit}, ` : ''}Node.js ${process.versions.node})`

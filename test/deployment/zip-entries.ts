const CENTRAL_ENTRY = Buffer.from('PK\x01\x02', 'latin1')

/** The names of the files in a zip archive, from its central directory. */
export function zipEntries(archive: Buffer): readonly string[] {
  const names: string[] = []
  for (let at = archive.indexOf(CENTRAL_ENTRY); at >= 0; ) {
    const length = archive.readUInt16LE(at + 28)
    names.push(archive.toString('utf8', at + 46, at + 46 + length))
    at = archive.indexOf(CENTRAL_ENTRY, at + 46 + length)
  }
  return names
}

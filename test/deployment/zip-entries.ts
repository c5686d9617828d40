const END = Buffer.from('PK\x05\x06', 'latin1')

/**
 * The names of the files in a zip archive, from its central directory. The end record says where the directory begins:
 * compressed data can contain the signature of an entry. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipEntries(archive: Buffer): readonly string[] {
  const end = archive.lastIndexOf(END)
  const names: string[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((field) =>
      archive.readUInt16LE(at + field),
    )
    names.push(archive.toString('utf8', at + 46, at + 46 + name))
    at += 46 + name + extra + comment
  }
  return names
}

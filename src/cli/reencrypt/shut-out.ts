export const SHUT_OUT =
  'Nothing was changed: somebody would lose these objects. Change that first, or add --even-if-shut-out.'

/** How many cases a law is tried on: a fifth of them in `npm test`, all of them in `npm run chaos`. */
export const cases = (all: number): number =>
  process.env.COOPER_ALL_CASES ? all : Math.ceil(all / 5)

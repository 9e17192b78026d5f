// @ts-check

/** An error whose message is all the user needs. */
export class LabError extends Error {
  name = 'LabError';
}

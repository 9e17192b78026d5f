/** The seed of the property tests: the same in every run, so that a failure is one for everybody. */
export const propertySeed: number = Number(process.env['LOCKSTEP_SEED'] ?? 20_260_101);

// @ts-check
/** Small statistics and one way to print a figure. */

/**
 * @param {readonly number[]} values
 * @param {number} percent 0..100, nearest rank
 */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1))] ?? NaN;
}

/**
 * @param {string} name
 * @param {number} value
 * @param {string} unit
 * @param {{ atMost?: number, atLeast?: number }} [goal]
 */
export function figure(name, value, unit, goal = {}) {
  const shown = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  const wish =
    goal.atMost !== undefined
      ? `goal ≤ ${goal.atMost} ${unit}: ${value <= goal.atMost ? 'met' : 'MISSED'}`
      : goal.atLeast !== undefined
        ? `goal ≥ ${goal.atLeast} ${unit}: ${value >= goal.atLeast ? 'met' : 'MISSED'}`
        : '';
  process.stdout.write(`${name.padEnd(52)} ${`${shown} ${unit}`.padStart(14)}   ${wish}\n`);
}

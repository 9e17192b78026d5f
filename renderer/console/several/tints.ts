/** Colours of consoles that are looked at together: the name always stands beside them. */

/** Degrees on the colour circle, neighbours far apart; red and orange are left to errors and warnings. */
const HUES = [240, 145, 300, 195, 110, 270, 170, 330, 220, 128, 315, 183];

/** @param index of the console in the place that names them all, so that it keeps its colour when others are left out */
export const tintOf = (index: number): number => HUES[index % HUES.length]!;

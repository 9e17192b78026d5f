/** Capture ids in links that name several of them, where room is short. */

/** `<UTC date>-<UTC time>-<name>-<4 hex digits>` (docs/capture-format.md). */
const ID = /^(\d{8}-\d{6})-[a-z0-9-]+-([0-9a-f]{4})$/;
const SHORT = /^(\d{8}-\d{6})\.\.([0-9a-f]{4})$/;

/** "20261120-230701-ttyusb0-7890" becomes "20261120-230701..7890"; other ids stay as they are. */
export function shortCaptureId(id: string): string {
  const [, time, digits] = ID.exec(id) ?? [];
  return time === undefined ? id : `${time}..${digits}`;
}

/** Which of these ids is meant by one from a link; the one from the link when none is. */
export function captureIdAmong(ids: readonly string[], wanted: string): string {
  if (!SHORT.test(wanted)) return wanted;
  return ids.find((id) => shortCaptureId(id) === wanted) ?? wanted;
}

/** Whether a status code is one that a target group's matcher takes: `200`, `200,202`, `200-299`, or a mix. */
export function matches(matcher: string, statusCode: number): boolean {
  return matcher.split(',').some((part) => {
    const [low, high = low] = part.split('-').map(Number);
    return low !== undefined && high !== undefined && statusCode >= low && statusCode <= high;
  });
}

/** Forgives case, spaces and the look-alikes that Crockford's alphabet leaves out. */
export function sameGroup(typed: string, group: string): boolean {
  const plain = (text: string) => text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return plain(typed) === plain(group);
}

/** The Spanish name that the rules of international names give: `metformin` is `metformina`. Words that break the rule are in names.json. */
export function spanishOf(name: string): string {
  if (!/^[a-z]+(in|ine|ole|ate|ide|ane|one|ime|ose|ium|en|an|olac|ofenac|ol|il|am|ib|mab|vir|pril|ast)$/.test(name)) return name;
  return name
        .replaceAll('ph', 'f')
        .replaceAll('th', 't')
        .replaceAll('ch', 'c')
        .replaceAll('rh', 'r')
        .replaceAll('y', 'i')
        .replaceAll('ll', 'l')
        .replaceAll('mm', 'm')
        .replaceAll('ss', 's')
        .replaceAll('pp', 'p')
        .replaceAll('k', 'c')
        .replace(/^s(?=[ptc][a-z])/, 'es')
        .replace(/(floxac|xac)in$/, '$1ino')
        .replace(/ole$/, 'ol')
        .replace(/ine$/, 'ina')
        .replace(/(?<!ox)in$/, 'ina')
        .replace(/ate$/, 'ato')
        .replace(/ide$/, 'ida')
        .replace(/ane$/, 'ano')
        .replace(/(on|im|os)e$/, '$1a')
        .replace(/ium$/, 'io')
        .replace(/(prof|ox)en$/, '$1eno')
        .replace(/sartan$/, 'sartán')
        .replace(/olac$/, 'olaco')
        .replace(/ofenac$/, 'ofenaco');
}

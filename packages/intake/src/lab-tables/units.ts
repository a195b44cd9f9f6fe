/**
 * Whether a text can be a unit of a lab report: a fraction of short words, a power of ten, or one of the few that stand
 * alone. Names and remarks are not.
 */
export const isUnit = (text: string): boolean => /[\p{L}%‰]/u.test(text) && (ALONE.test(text) || FRACTION.test(text) || COUNT.test(text));

const PART = String.raw`(?:[mµμunpfdkc]?(?:g|l|L|mol|eq|Eq|EQ|U|UI|ui|IU|iu|kat|h|s|min|m2|osm|Osm|m|cells?|células|celulas|copies|copias|creat|Cr|kg|Kg|hr?|24\s?h|d|día|dia|day|HPF|hpf|LPF|lpf|campo|leu[ck]o|100|mm3|mm³|uL|µL|μL|dl|DL|ml|mL|ML|mcL|mcg|mEq|MEQ|mg|MG|ng|NG|pg|PG|ug|UG|kU|K|M|Thousand|thousand|Million|million|Mill|mil|mill|millones|miles|x?10[\^*eE]?\d{1,2})?)`;
const FRACTION = new RegExp(String.raw`^(?:x\s?)?(?:10[\^*eE]?\d{0,2}\s?)?${PART}(?:\s?[/·.]\s?(?:1[.,]73\s?m(?:2|²)|${PART}))+$`);
const COUNT = /^[x×]\s?10\s?[\^*eE]?\s?\d{1,2}\s?\/\s?[a-zµμ]{1,3}\d?$/i;
const ALONE =
  /^(%|‰|fl|pg|g|mg|kg|s|sec|segs?|seconds|segundos|min|mm|mmhg|mm hg|cm|ml|l|u|ui|iu|ratio|ratios|index|indice|índice|inr|ph|mosm|kpa|bpm|lpm|score|cells?|células|mill|°c|°f|\/ul|\/µl|\/mm3|\/hpf|\/campo|\/lpf|10\^?3|10\^?6|k\/ul|m\/ul|mm\/h|mm\/hr|mui\/l|miu\/l)$/i;

/** The parts of `@lhncbc/ucum-lhc`, which brings no types, that `units.ts` calls. */
declare module '@lhncbc/ucum-lhc' {
  export interface Unit {
    readonly magnitude_: number;
    readonly dim_: { readonly dimVec_: readonly number[] | null };
    readonly isSpecial_: boolean;
    readonly isArbitrary_: boolean;
    readonly moleExp_: number;
    readonly equivalentExp_: number;
  }

  export interface UcumLhcUtils {
    /** The parser by itself: `getSpecifiedUnit` prints what it cannot read to the console. */
    readonly uStrParser_: {
      /** The unit and the code it was read as. @throws on some malformed codes */
      parseString(code: string, mode: 'validate'): readonly [unit: Unit | null, readAs: string, ...unknown[]];
    };
    convertUnitTo(
      from: string,
      value: number,
      to: string,
      options?: { readonly molecularWeight?: number },
    ): {
      readonly status: 'succeeded' | 'failed' | 'error';
      readonly toVal: number | null;
    };
  }

  export const UcumLhcUtils: { getInstance(): UcumLhcUtils };
  const ucum: { readonly UcumLhcUtils: typeof UcumLhcUtils };
  export default ucum;
}

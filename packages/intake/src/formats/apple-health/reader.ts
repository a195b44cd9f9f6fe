import { issue } from '@satchel/fhir';
import type { SeriesSource, SeriesType } from '@satchel/record';
import { SeriesGatherer } from '../../series/gather.ts';
import { type Parsed, unread } from '../../source.ts';
import { categoryContent, seriesOfCategory } from './categories.ts';
import { category, effective, ME, observation, quantity } from './drafts.ts';
import { meDrafts } from './me.ts';
import { BloodPressures } from './pressures.ts';
import { decoded, type Tag, type Tags } from './scan-tags.ts';
import { Sources } from './sources.ts';
import { activitySummary, audiogram, workout } from './summaries.ts';
import { type AppleTime, appleTime } from './times.ts';
import { codingsOf, type Route, routeOf } from './types.ts';
import { ucumOf } from './units.ts';

/** A child element with all that it says. */
export type Fields = Readonly<Record<string, string>>;

/** An element whose end has not come yet, with its children. */
export interface Open {
  readonly name: string;
  readonly place: string;
  readonly fields: Fields;
  readonly source: SeriesSource;
  readonly children: { readonly name: string; readonly fields: Fields }[];
}

/** What a reading says, where it is. */
interface Readings {
  readonly type: string;
  readonly source: SeriesSource;
  readonly unit: string;
  readonly value: string | undefined;
  readonly start: AppleTime;
  readonly end: AppleTime;
}

const QUANTITY = 'HKQuantityTypeIdentifier';
const CATEGORY_TYPE = 'HKCategoryTypeIdentifier';
/** Elements that hold no facts of their own. */
const PASSED = new Set(['HealthData', 'ExportDate', 'HeartRateVariabilityMetadataList', 'InstantaneousBeatsPerMinute']);
const WITH_CHILDREN = new Set(['Workout', 'Correlation', 'Audiogram', 'Me', 'ActivitySummary']);
/** A workout with its route point by point, as old exports have it. */
const CHILDREN_LIMIT = 2000;

/** Makes drafts and series of the elements of an export as they stream by. */
export class AppleReader implements Tags {
  readonly #sources = new Sources();
  #series = new SeriesGatherer();
  /** Whether the export has said whom it speaks of. */
  #knowsWhom = false;
  readonly #pressures = new BloodPressures();
  readonly #routes = new Map<string, Map<string, Route>>();
  readonly #strange = new Map<string, number>();
  #out: Parsed[] = [];
  #count = 0;
  #depth = 0;
  #open: Open | undefined;
  /** A reading that has children: it waits for what they say of it. */
  #waiting: Readings | undefined;
  #isTyped = false;
  /** Beat-to-beat lists, records of clinics. */
  beats = 0;
  clinical = 0;
  unreadable = 0;

  open(tag: Tag): void {
    const { name } = tag;
    this.#depth += 1;
    if (this.#open) this.#child(tag);
    else if (name === 'Record') {
      if (this.#waiting) this.#settle();
      this.#record(tag);
    } else if (name === 'MetadataEntry') {
      if (tag.raw('key') === 'HKWasUserEntered' && tag.raw('value') === '1') this.#isTyped = true;
    } else if (name === 'HeartRateVariabilityMetadataList') this.beats += 1;
    else if (WITH_CHILDREN.has(name)) this.#begin(tag);
    else if (name === 'ClinicalRecord') this.clinical += 1;
    else if (!PASSED.has(name) && this.#depth === 2) this.#strange.set(name, (this.#strange.get(name) ?? 0) + 1);
  }

  close(name: string): void {
    if (this.#depth > 0) this.#depth -= 1;
    if (this.#open && name === this.#open.name) {
      const open = this.#open;
      this.#open = undefined;
      this.#finish(open);
    } else if (this.#waiting && name === 'Record') this.#settle();
  }

  /** A reading with all that its children say. */
  #settle(): void {
    const { source, ...rest } = this.#waiting as Readings;
    this.#waiting = undefined;
    this.#take({ ...rest, source: this.#isTyped ? this.#sources.typed(source) : source });
  }

  /** What has been made since the last call. */
  *take(): Iterable<Parsed> {
    const out = this.#out;
    this.#out = [];
    yield* this.#knowsWhom ? out : out.map(ofNobody);
    for (const series of this.#series.overflow()) yield { kind: 'series', series };
  }

  *end(): Iterable<Parsed> {
    this.#out.push(...this.#pressures.drafts());
    yield* this.take();
    for (const series of this.#series.end()) yield { kind: 'series', series };
    for (const [name, count] of this.#strange)
      yield unread(`${count} of ${name} are of a kind that cannot be read yet.`, name, 'not-supported', 'They are kept in the original.');
    yield* this.#notes();
  }

  *#notes(): Iterable<Parsed> {
    const note = (words: string): Parsed => ({ kind: 'note', issue: issue('information', 'informational', words) });
    if (this.unreadable > 0)
      yield unread(
        `${this.unreadable} readings have no time or value that can be read.`,
        'Record',
        'value',
        'They are kept in the original.',
      );
    if (this.beats > 0)
      yield note(`The single heartbeats of ${this.beats} readings of heart rate variability are kept in the original alone.`);
  }

  #record(tag: Tag): void {
    this.#count += 1;
    const type = tag.raw('type') ?? '';
    const source = this.#sources.of(tag);
    const unit = tag.raw('unit') ?? '';
    const [start, end] = [appleTime(tag.raw('startDate')), appleTime(tag.raw('endDate'))];
    const value = tag.raw('value');
    if (!start) {
      this.unreadable += 1;
      return;
    }
    const readings = { type, source, unit, value, start, end: end && end.at >= start.at ? end : start };
    if (tag.isEmpty) this.#take(readings);
    else {
      this.#waiting = readings;
      this.#isTyped = false;
    }
  }

  #take(readings: Readings): void {
    const { type } = readings;
    if (type.startsWith(QUANTITY)) this.#quantity(readings);
    else if (type.startsWith(CATEGORY_TYPE)) this.#category(readings);
    else if (readings.value !== undefined && Number.isFinite(Number(readings.value))) this.#quantity(readings);
    else this.#category(readings);
  }

  #quantity(readings: Readings): void {
    const { type, value, start, end, source } = readings;
    const number = value === undefined || value === '' ? Number.NaN : Number(value);
    if (!Number.isFinite(number)) {
      this.unreadable += 1;
      return;
    }
    const route = this.#routeOf(type, readings.unit);
    if (route.series) {
      this.#series.add(route.series, source, {
        start: start.at,
        duration: end.at - start.at,
        offset: start.offset,
        value: route.convert(number),
      });
      return;
    }
    if (this.#pressures.add(type, { value: route.convert(number), start, end, source: source.name, place: this.#place() })) return;
    const unit = decoded(readings.unit);
    const converted = route.convert(number);
    const written = route.quantity.unitText !== undefined && ucumOf(unit) === route.quantity.unit ? route.quantity.unitText : unit;
    this.#out.push(
      observation(this.#made(readings), {
        category: category(route.quantity.category),
        code: { coding: codingsOf(type, route.quantity).map((each) => ({ ...each })), text: route.quantity.display },
        ...effective(start, end),
        valueQuantity: quantity(
          converted,
          value,
          unit === 'count' ? (route.quantity.unitText ?? 'count') : written,
          unit === 'count' ? route.quantity.unit : ucumOf(unit),
        ),
        device: { display: source.name },
      }),
    );
  }

  #category(readings: Readings): void {
    const { type, value, start, end, source } = readings;
    const duration = end.at - start.at;
    const lasting = seriesOfCategory(type, value, duration);
    if (lasting) {
      for (const series of lasting.series) this.#add(series, source, start, duration, lasting.amount);
      return;
    }
    this.#out.push(
      observation(this.#made(readings), { ...categoryContent(type, value), ...effective(start, end), device: { display: source.name } }),
    );
  }

  #add(series: SeriesType, source: SeriesSource, start: AppleTime, duration: number, value: number): void {
    this.#series.add(series, source, { start: start.at, duration, offset: start.offset, value });
  }

  #made({ type, start, end, value, unit, source }: Readings): { key: string; place: string } {
    const kind = type.replace(/^HK(Quantity|Category)TypeIdentifier/, '');
    return { key: [kind, start.at, end.at - start.at, value ?? '', unit, source.name].join(' '), place: this.#place() };
  }

  #place(): string {
    return `element ${this.#count}`;
  }

  #routeOf(type: string, unit: string): Route {
    let byUnit = this.#routes.get(type);
    if (!byUnit) {
      byUnit = new Map();
      this.#routes.set(own(type), byUnit);
    }
    let route = byUnit.get(unit);
    if (!route) {
      route = routeOf(own(type), decoded(own(unit)));
      byUnit.set(own(unit), route);
    }
    return route;
  }

  #begin(tag: Tag): void {
    this.#count += 1;
    this.#open = { name: tag.name, place: this.#place(), source: this.#sources.of(tag), fields: fieldsOf(tag), children: [] };
  }

  #child(tag: Tag): void {
    const { children } = this.#open as Open;
    if (children.length < CHILDREN_LIMIT && tag.name !== 'Location') children.push({ name: tag.name, fields: fieldsOf(tag) });
  }

  #finish(open: Open): void {
    if (open.name === 'Me') this.#whom(open);
    else if (open.name === 'Workout') this.#out.push(...workout(open));
    else if (open.name === 'ActivitySummary') this.#out.push(...activitySummary(open));
    else if (open.name === 'Audiogram') this.#out.push(...audiogram(open));
    else this.#correlation(open);
  }

  /** It stands before all readings. */
  #whom(open: Open): void {
    this.#out.push(...meDrafts(open));
    this.#knowsWhom ||= this.#out.some((each) => each.kind === 'draft' && each.draft.source?.id === ME.id);
    if (this.#knowsWhom) this.#series = new SeriesGatherer(ME);
  }

  /** Its readings stand at the top of the file as well; a blood pressure is put together, of a meal the name is kept. */
  #correlation(open: Open): void {
    const { fields, children, source, place } = open;
    const [start, end] = [appleTime(fields['startDate']), appleTime(fields['endDate'])];
    if (!start) return;
    if (fields['type'] === 'HKCorrelationTypeIdentifierBloodPressure') {
      for (const { fields: each } of children.filter(({ name }) => name === 'Record')) {
        const [value, from, to] = [Number(each['value']), appleTime(each['startDate']) ?? start, appleTime(each['endDate']) ?? start];
        const route = this.#routeOf(each['type'] ?? '', each['unit'] ?? '');
        this.#pressures.add(each['type'] ?? '', { value: route.convert(value), start: from, end: to, source: source.name, place });
      }
      return;
    }
    const food = children.find((each) => each.fields['key'] === 'HKFoodType')?.fields['value'];
    if (food === undefined) return;
    this.#out.push(
      observation(
        { key: `Food ${start.at} ${food} ${source.name}`, place },
        {
          category: category('social-history'),
          code: { coding: [{ system: 'http://loinc.org', code: '80453-4', display: 'Food intake panel' }], text: 'Food' },
          ...effective(start, end ?? start),
          valueString: food,
          device: { display: source.name },
        },
      ),
    );
  }
}

/** A copy of its own: what was cut out of a text keeps all of that text in memory. */
const own = (raw: string): string => Buffer.from(raw, 'latin1').toString('latin1');

/** Nothing to refer to where the export does not say whom it speaks of. */
function ofNobody(parsed: Parsed): Parsed {
  if (parsed.kind !== 'draft') return parsed;
  const { subject: _, ...resource } = parsed.draft.resource;
  return { kind: 'draft', draft: { ...parsed.draft, resource } };
}

function fieldsOf(tag: Tag): Fields {
  return Object.fromEntries(tag.names().map((name) => [name, tag.get(name) ?? '']));
}

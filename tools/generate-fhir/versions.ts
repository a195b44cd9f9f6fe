/**
 * Makes knowledge/fhir-versions/differences.json: what the elements of DSTU2, STU3 and R5 are where R4 has none of that
 * path, or another. Read from the model tables in NLM's `fhirpath` (a development dependency), which are made from HL7's definitions:
 *
 *   node tools/generate-fhir/versions.ts
 *
 * The format is described in knowledge/fhir-versions/README.md.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { typePlan } from '../../packages/fhir/src/validate/model.ts';

interface Model {
  readonly path2Type: Readonly<Record<string, string>>;
  readonly path2Repeating: Readonly<Record<string, boolean>>;
  readonly choiceTypePaths: Readonly<Record<string, readonly string[]>>;
  readonly pathsDefinedElsewhere: Readonly<Record<string, string>>;
}

const VERSIONS = { DSTU2: 'dstu2', STU3: 'stu3', R5: 'r5' } as const;
/** Types that describe FHIR itself or run a server: no record of a person holds them. */
const NOT_ABOUT_PEOPLE =
  /^(StructureDefinition|ElementDefinition|ValueSet|ConceptMap|CodeSystem|CapabilityStatement|Conformance|OperationDefinition|SearchParameter|ImplementationGuide|TestScript|TestPlan|TestReport|DataElement|StructureMap|GraphDefinition|MessageDefinition|CompartmentDefinition|NamingSystem|ExpansionProfile|TerminologyCapabilities|ServiceDefinition|ActivityDefinition|PlanDefinition|ChargeItemDefinition|ConditionDefinition|EventDefinition|ObservationDefinition|SpecimenDefinition|Library|Measure|ResearchDefinition|ResearchElementDefinition|ResearchStudy|EvidenceReport|EvidenceVariable|Evidence|Citation|ExampleScenario|Requirements|ActorDefinition|Subscription|SubscriptionStatus|SubscriptionTopic|Substance\w+|Medicinal\w+|ManufacturedItem\w+|PackagedProduct\w+|RegulatedAuthorization|AdministrableProduct\w+|ClinicalUse\w+|MolecularDefinition|GenomicStudy|Inventory\w+|DeviceDefinition|DeviceAssociation|DeviceDispense|MedicationKnowledge|Contract|Account|ArtifactAssessment|AuditEvent|InsurancePlan|Permission|ImagingSelection|Transport|BiologicallyDerivedProduct\w*|NutritionProduct|FormularyItem|BodySite|Parameters|MonetaryComponent|ElementDefinition|DataRequirement|TriggerDefinition|Sequence|MolecularSequence|VisionPrescription|Payment\w+|Process\w+|Enrollment\w+|Eligibility\w+|CoverageEligibility\w+|Invoice|ChargeItem|Order|OrderResponse|Imaging(ObjectSelection|Manifest)|SupplyDelivery|SupplyRequest|Group|Endpoint|HealthcareService|Linkage|VerificationResult|Device(Metric|Component))$/;
/** Parts of every element; profiles of DSTU2 also open up datatypes, which say nothing. */
const EVERYWHERE = new Set(['id', 'extension', 'modifierExtension', 'contained', 'implicitRules', 'language', 'meta', 'text']);
/** DSTU2's tables open these up where a profile of an example says more about them. */
const PROFILED = new Set(['coding', 'extension', 'identifier']);

const require = createRequire(import.meta.url);
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What R4 has at a path: the type and whether it is a list; of a resource or datatype that R4 has too. */
function inR4(path: string): string | undefined {
  const [type = '', ...steps] = path.split('.');
  let plan = typePlan(type);
  let found: string | undefined;
  for (const step of steps) {
    const element = plan?.elements.get(step);
    if (!element) return undefined;
    found = `${element.typeName.includes('.') ? 'BackboneElement' : element.typeName}${element.isArray ? '*' : ''}`;
    plan = typePlan(element.typeName);
  }
  return found;
}

/** Members as JSON names them: a choice is one member for each of its types. */
function membersOf(model: Model): [path: string, type: string][] {
  return Object.entries(model.path2Type).flatMap(([path, type]) => {
    const list = model.path2Repeating[path] ? '*' : '';
    const choices = model.choiceTypePaths[path];
    if (!choices) return [[path, `${plain(type)}${list}`] as [string, string]];
    return choices.map((each): [string, string] => [`${path}${capitalised(each)}`, `${plain(each)}${list}`]);
  });
}

const plain = (type: string) => (type === 'Element' || type.includes('.') ? 'BackboneElement' : type);
/** `code` for `string` and the like look the same in JSON. */
const shape = (type: string) =>
  type
    .replace(/^(code|uri|url|canonical|oid|uuid|id|markdown|dateTime|date|instant|time|base64Binary|integer64)\b/, 'string')
    .replace(/^(positiveInt|unsignedInt|decimal)\b/, 'integer')
    .replace(/^(SimpleQuantity|Age|Duration|Count|Distance)\b/, 'Quantity');

const out: Record<string, Record<string, string[]>> = {};
for (const [version, folder] of Object.entries(VERSIONS)) {
  const model = require(`fhirpath/fhir-context/${folder}`) as Model;
  const types: Record<string, string[]> = (out[version] = {});
  for (const [path, type] of membersOf(model).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!/^[A-Z]\w+\./.test(path)) continue;
    const here = inR4(path);
    if (here !== undefined && shape(here) === shape(type)) continue;
    const [resource = '', ...rest] = path.split('.');
    if (
      NOT_ABOUT_PEOPLE.test(resource) ||
      EVERYWHERE.has(rest.at(-1) ?? '') ||
      rest.slice(0, -1).some((step) => PROFILED.has(step)) ||
      rest.at(-1) === 'coding'
    )
      continue;
    (types[resource] ??= []).push(`${rest.join('.')} ${type}`);
  }
}
const text = Object.entries(out)
  .map(([version, types]) => {
    const lines = Object.entries(types).map(([type, members]) => `${JSON.stringify(type)}:${JSON.stringify(members.join('; '))}`);
    return `${JSON.stringify(version)}:{\n${lines.join(',\n')}\n}`;
  })
  .join(',\n');
const folder = new URL('../../knowledge/fhir-versions/', import.meta.url);
writeFileSync(new URL('differences.json', folder), `{\n${text}\n}\n`);

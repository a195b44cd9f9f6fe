export { type Choice, type Language, type Question, type Questionnaire, questionnaires } from './questionnaire.ts';
export { type Answered, type Chosen, respond, scoreOf } from './respond.ts';

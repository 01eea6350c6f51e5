// @ts-check
// After the conversation was deleted nothing of it stays in the browser either.

import { forgetDraft } from "./draft.js";

forgetDraft();

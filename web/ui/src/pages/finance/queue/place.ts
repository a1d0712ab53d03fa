import { ref } from 'vue'

/** The list of claims as it was looked at last, with what was chosen there: where a claim leads back to. */
export const place = ref('/queue')

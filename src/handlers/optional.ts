// What the functions load only if a setting asks for it: a cold start reads every byte of their own files.

export { readKeyPolicy } from '../aws/key-policy.ts'
export { chatMessageOf } from '../core/messages/chat-message.ts'
export { importResult } from './security-hub.ts'

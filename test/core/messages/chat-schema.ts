import * as v from 'valibot'

const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most))

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
export const ChatSchema = v.strictObject({
  version: v.literal('1.0'),
  source: v.literal('custom'),
  content: v.strictObject({
    textType: v.literal('client-markdown'),
    title: text(250),
    description: text(8000),
    nextSteps: v.exactOptional(v.array(text(350))),
    keywords: v.array(text(75)),
  }),
  metadata: v.strictObject({
    threadId: text(255),
    summary: text(250),
    eventType: text(100),
    relatedResources: v.exactOptional(v.array(text(512))),
    additionalContext: v.record(text(100), v.string()),
  }),
})

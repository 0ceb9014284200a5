"""Words: from a text as people wrote it to something that rules can compare, and back to people.

In: text in English or Russian. Out: folded tokens, stems, word forms, sentences, lengths of time,
and a reader's own language. Read normalize first, then stems, inflection and english_forms,
sentences, lexicon, phrase_index and typos; days, durations and typed_words (what people type);
last i18n and markup (what people read).
"""

"""The atlas: a knowledge base of papers on personalized language models, and all that is made of it."""

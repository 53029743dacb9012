"""The provinces' ways of writing (框架): each module has `write(w, facts)`, which fills a writer."""

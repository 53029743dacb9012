"""Numbers that nothing accounts for, a slip away from what they should be (疑似): worth a warning, no more."""

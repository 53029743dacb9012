"""What people use (命令): what each command shows or writes, and the Chinese words for it."""

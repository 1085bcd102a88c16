"""The command line: arguments become settings and a job; one file a command."""

// The least that a .NET program can do: what remains is the runtime.
return 0;

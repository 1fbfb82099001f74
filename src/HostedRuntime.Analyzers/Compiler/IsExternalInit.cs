namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler emit init-only properties and records, because netstandard2.0 does not have this type.</summary>
internal static class IsExternalInit;

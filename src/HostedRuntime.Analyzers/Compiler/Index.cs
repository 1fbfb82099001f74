namespace System;

/// <summary>Lets the compiler emit list patterns, because netstandard2.0 does not have this type.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}

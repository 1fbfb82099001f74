namespace HostedRuntime.Sync;

/// <summary>From a value that a lock guards to a part of it, both only to read.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TPart">The part.</typeparam>
/// <param name="value">The value.</param>
/// <returns>The part, in place.</returns>
public delegate ref readonly TPart ReadOnlyValuePart<T, TPart>(ref readonly T value);

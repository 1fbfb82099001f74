namespace HostedRuntime.Sync;

/// <summary>From a value that a lock guards to a part of it.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TPart">The part.</typeparam>
/// <param name="value">The value.</param>
/// <returns>The part, in place.</returns>
public delegate ref TPart ValuePart<T, TPart>(ref T value);

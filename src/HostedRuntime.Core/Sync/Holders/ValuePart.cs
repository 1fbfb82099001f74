namespace HostedRuntime.Sync;

/// <summary>Returns a part of a value that a lock guards.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <typeparam name="TPart">The type of the part.</typeparam>
/// <param name="value">The value.</param>
/// <returns>The part, by reference into the value.</returns>
public delegate ref TPart ValuePart<T, TPart>(ref T value);

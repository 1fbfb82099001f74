namespace Starvation.Load;

/// <summary>The number of threads that the service's process had at a time after the begin of the measured time.</summary>
internal readonly record struct ThreadSample(TimeSpan At, int Threads);

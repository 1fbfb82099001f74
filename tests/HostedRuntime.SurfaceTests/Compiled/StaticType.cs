namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>
/// Carries the type that an expression has for the compiler. A class is invariant in its type argument, so
/// <c>StaticType&lt;JoinHandle&lt;int&gt;&gt; task = Typed(...)</c> compiles for that very type and for none that derives from it.
/// </summary>
internal sealed record StaticType<T>(T Value);

/// <summary>Infers it.</summary>
internal static class StaticType
{
    public static StaticType<T> Typed<T>(T value) => new(value);
}

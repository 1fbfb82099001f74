namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>
/// Captures the static type of an expression. A class is invariant in its type argument, so <c>StaticType&lt;JoinHandle&lt;int&gt;&gt; task
/// = Typed(...)</c> compiles for exactly that type and for no derived type.
/// </summary>
internal sealed record StaticType<T>(T Value);

/// <summary>Infers the type argument of <see cref="StaticType{T}"/>.</summary>
internal static class StaticType
{
    public static StaticType<T> Typed<T>(T value) => new(value);
}

namespace HostedRuntime;

/// <summary>
/// The first parameter of a handler that gets services and takes no arguments. Without it, the first service would be taken for the
/// arguments.
/// </summary>
/// <remarks>
/// <see cref="ICommandInvoker"/> accepts null or an instance for it. In JSON it accepts no value, null, or an object, whose properties are
/// ignored like all unknown properties.
/// </remarks>
public readonly record struct NoArguments;

/** A process of a chaos run: its threads use every feature of the product and write down what they see. */
@NullMarked
package io.github.dkredis.chaos.worker;

import org.jspecify.annotations.NullMarked;
